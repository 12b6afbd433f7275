/** Every string of the pages, in three languages; the browser's is chosen. */

const en = {
  simulator: "Simulator", what: "You are the customers", channels: "Business numbers and sites",
  whatsapp_cloud: "WhatsApp, by Meta", whatsapp_twilio: "WhatsApp, by Twilio", webchat: "Web chat",
  customers: "Customers", newCustomer: "New customer", name: "Name", phone: "Phone, with country code",
  start: "Start chat", cancel: "Cancel", phoneWrong: "6 to 15 digits, country code first",
  noChannels: "No channel is registered yet. The demo does it, or PUT /control/channels.",
  noCustomers: "Nobody has written here yet. Create a customer to write as.",
  pick: "Whom do you want to be?", pickHint: "Pick a customer on the left, or create one, and write to the business.",
  write: "Message", send: "Send", back: "Back", online: "business account", typing: "typing…",
  today: "Today", yesterday: "Yesterday", you: "You: ", behaviour: "The provider", answers: "Answers to sends",
  normal: "Normal", normalHelp: "At once", slow: "Slow", slowHelp: "After 3 seconds",
  flapping: "Flapping", flappingHelp: "Every second call gets 503", down: "Down", downHelp: "Every call gets 503",
  lost_answer: "Lost answer", lost_answerHelp: "Takes the message, then hangs up", nextError: "Next send fails with",
  order: "Order", ordered: "Waiting: {codes}", phoneSide: "The customer's phone",
  automatic: "Statuses by themselves", automaticHelp: "Sent, delivered, read", reads: "Chat is open",
  readsHelp: "Read follows delivered", webhooks: "Webhooks", duplicates: "Send each three times",
  duplicatesHelp: "As retries do", shuffle: "Out of order", shuffleHelp: "Held up to a second",
  counts: "Counts", customer_messages: "Customers wrote", customer_messages_accepted: "accepted by Recado",
  agent_messages: "Agents wrote", statuses: "Statuses reported", statuses_accepted: "accepted by Recado",
  webhooks_owed: "Webhooks still owed", mail: "Mail", api: "Control API", options: "Provider options", close: "Close",
  pending: "not accepted yet", accepted: "accepted", refused: "given up", read: "read",
  queued: "arriving", sent: "on its way", delivered: "delivered", failed: "failed", reached: "not on the phone yet",
  notSent: "It could not be sent. Is the simulator running?", noMail: "No e-mail yet. Recado's notifications land here.",
  to: "to {who}", webchatHint: "The site with its real widget", mailWhat: "Every e-mail that Recado sends",
};

const pt = {
  simulator: "Simulador", what: "Você é os clientes", channels: "Números e sites da empresa",
  whatsapp_cloud: "WhatsApp, pela Meta", whatsapp_twilio: "WhatsApp, pela Twilio", webchat: "Chat do site",
  customers: "Clientes", newCustomer: "Novo cliente", name: "Nome", phone: "Telefone, com código do país",
  start: "Iniciar conversa", cancel: "Cancelar", phoneWrong: "6 a 15 dígitos, começando pelo código do país",
  noChannels: "Nenhum canal registrado ainda. A demonstração registra, ou use PUT /control/channels.",
  noCustomers: "Ninguém escreveu aqui ainda. Crie um cliente para escrever por ele.",
  pick: "Quem você quer ser?", pickHint: "Escolha um cliente à esquerda, ou crie um, e escreva para a empresa.",
  write: "Mensagem", send: "Enviar", back: "Voltar", online: "conta comercial", typing: "digitando…",
  today: "Hoje", yesterday: "Ontem", you: "Você: ", behaviour: "O provedor", answers: "Resposta aos envios",
  normal: "Normal", normalHelp: "Na hora", slow: "Lento", slowHelp: "Depois de 3 segundos",
  flapping: "Instável", flappingHelp: "Uma chamada sim, outra não, recebe 503", down: "Fora do ar", downHelp: "Toda chamada recebe 503",
  lost_answer: "Resposta perdida", lost_answerHelp: "Aceita a mensagem e desliga", nextError: "O próximo envio falha com",
  order: "Pedir", ordered: "Na fila: {codes}", phoneSide: "O telefone do cliente",
  automatic: "Status automáticos", automaticHelp: "Enviada, entregue, lida", reads: "Conversa aberta",
  readsHelp: "Lida logo após entregue", webhooks: "Webhooks", duplicates: "Enviar cada um três vezes",
  duplicatesHelp: "Como nas repetições", shuffle: "Fora de ordem", shuffleHelp: "Retidos por até um segundo",
  counts: "Contagens", customer_messages: "Clientes escreveram", customer_messages_accepted: "aceitas pelo Recado",
  agent_messages: "Agentes escreveram", statuses: "Status informados", statuses_accepted: "aceitos pelo Recado",
  webhooks_owed: "Webhooks pendentes", mail: "E-mails", api: "API de controle", options: "Opções do provedor", close: "Fechar",
  pending: "ainda não aceita", accepted: "aceita", refused: "desistiu", read: "lida",
  queued: "chegando", sent: "a caminho", delivered: "entregue", failed: "falhou", reached: "ainda não chegou ao telefone",
  notSent: "Não foi possível enviar. O simulador está rodando?", noMail: "Nenhum e-mail ainda. Os avisos do Recado chegam aqui.",
  to: "para {who}", webchatHint: "O site com o widget real", mailWhat: "Todo e-mail que o Recado envia",
};

const es = {
  simulator: "Simulador", what: "Usted es los clientes", channels: "Números y sitios de la empresa",
  whatsapp_cloud: "WhatsApp, por Meta", whatsapp_twilio: "WhatsApp, por Twilio", webchat: "Chat del sitio",
  customers: "Clientes", newCustomer: "Nuevo cliente", name: "Nombre", phone: "Teléfono, con código de país",
  start: "Iniciar chat", cancel: "Cancelar", phoneWrong: "6 a 15 dígitos, empezando por el código de país",
  noChannels: "Aún no hay canales registrados. La demo lo hace, o use PUT /control/channels.",
  noCustomers: "Nadie ha escrito aquí todavía. Cree un cliente para escribir por él.",
  pick: "¿Quién quiere ser?", pickHint: "Elija un cliente a la izquierda, o cree uno, y escriba a la empresa.",
  write: "Mensaje", send: "Enviar", back: "Volver", online: "cuenta de empresa", typing: "escribiendo…",
  today: "Hoy", yesterday: "Ayer", you: "Usted: ", behaviour: "El proveedor", answers: "Respuesta a los envíos",
  normal: "Normal", normalHelp: "Al instante", slow: "Lento", slowHelp: "Después de 3 segundos",
  flapping: "Inestable", flappingHelp: "Una de cada dos llamadas recibe 503", down: "Caído", downHelp: "Toda llamada recibe 503",
  lost_answer: "Respuesta perdida", lost_answerHelp: "Acepta el mensaje y cuelga", nextError: "El próximo envío falla con",
  order: "Pedir", ordered: "En cola: {codes}", phoneSide: "El teléfono del cliente",
  automatic: "Estados automáticos", automaticHelp: "Enviado, entregado, leído", reads: "Chat abierto",
  readsHelp: "Leído tras entregado", webhooks: "Webhooks", duplicates: "Enviar cada uno tres veces",
  duplicatesHelp: "Como en los reintentos", shuffle: "Fuera de orden", shuffleHelp: "Retenidos hasta un segundo",
  counts: "Recuentos", customer_messages: "Los clientes escribieron", customer_messages_accepted: "aceptados por Recado",
  agent_messages: "Los agentes escribieron", statuses: "Estados informados", statuses_accepted: "aceptados por Recado",
  webhooks_owed: "Webhooks pendientes", mail: "Correo", api: "API de control", options: "Opciones del proveedor", close: "Cerrar",
  pending: "aún no aceptado", accepted: "aceptado", refused: "abandonado", read: "leído",
  queued: "llegando", sent: "en camino", delivered: "entregado", failed: "falló", reached: "aún no está en el teléfono",
  notSent: "No se pudo enviar. ¿Está en marcha el simulador?", noMail: "Aún no hay correos. Los avisos de Recado llegan aquí.",
  to: "para {who}", webchatHint: "El sitio con su widget real", mailWhat: "Todo correo que envía Recado",
};

export const catalogues = { en, pt, es };
export const locale = globalThis.navigator?.language ?? "en";

const chosen = catalogues[locale.slice(0, 2)] ?? en;

/** Returns the string named `key`, its `{slots}` filled from `facts`. */
export function t(key, facts = {}) {
  return chosen[key].replace(/\{(\w+)\}/g, (_, slot) => facts[slot]);
}
