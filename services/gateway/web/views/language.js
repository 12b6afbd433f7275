/** Changing the language: at once here, remembered in the browser and with the user. */
import { language } from "../i18n/i18n.js";

export function chooseLanguage(app, name) {
  language.value = name;
  app.storage.write("language", name);
  app.session.setLanguage(name).catch(() => {});
}
