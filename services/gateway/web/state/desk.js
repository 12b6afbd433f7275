/** The stores behind the settings and the campaigns, joined to the live stream. */
import { createCampaigns } from "./campaigns.js";
import { createChannels } from "./channels.js";
import { createLedger } from "./ledger.js";
import { createStarting } from "./starting.js";
import { createTemplateList } from "./template-list.js";

export function createDesk({ api, upload, newId, roster, conversations, live }) {
  const channels = createChannels({ api, roster });
  const templateList = createTemplateList({ api, upload, newId });
  const campaigns = createCampaigns({ api });
  const ledger = createLedger({ api, newId });
  const starting = createStarting({ api, conversations, roster, newId });

  live.on("template_changed", ({ template }) => templateList.hear(template));
  live.on("campaign_changed", ({ campaign }) => campaigns.hear(campaign));
  live.on("channel_changed", ({ channel }) => channels.hear(channel));
  // What went by while the stream was cut is read anew.
  live.on("ready", () => [templateList, campaigns].filter(({ status }) => status.value === "ready").forEach(({ load }) => load()));

  /** Leaves nothing of one user for the next. */
  function forget() {
    for (const store of [channels, templateList, campaigns, ledger]) store.forget();
  }

  return { channels, templateList, campaigns, ledger, starting, forget };
}
