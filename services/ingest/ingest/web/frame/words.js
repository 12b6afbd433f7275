/** Every text the visitor reads, in three languages. */

export const CATALOGUES = {
  en: {
    title: "Chat with us",
    close: "Close chat",
    name: "Your name (optional)",
    write: "Write a message",
    send: "Send",
    log: "Conversation",
    empty: "Hello! How can we help?",
    you: "You",
    agent: "Support",
    sending: "Sending…",
    delivered: "Delivered",
    failed: "Not delivered.",
    retry: "Try again",
    connecting: "Connecting…",
    offline: "You are offline. What you write is sent when you are back.",
    history: "Earlier messages cannot be shown right now.",
    rejected: "This chat is not available here.",
    tooLong: "This message is too long.",
  },
  es: {
    title: "Hable con nosotros",
    close: "Cerrar el chat",
    name: "Su nombre (opcional)",
    write: "Escriba un mensaje",
    send: "Enviar",
    log: "Conversación",
    empty: "¡Hola! ¿En qué podemos ayudarle?",
    you: "Usted",
    agent: "Atención",
    sending: "Enviando…",
    delivered: "Entregado",
    failed: "No se entregó.",
    retry: "Reintentar",
    connecting: "Conectando…",
    offline: "Está sin conexión. Lo que escriba se enviará al volver.",
    history: "Los mensajes anteriores no se pueden mostrar ahora.",
    rejected: "Este chat no está disponible aquí.",
    tooLong: "Este mensaje es demasiado largo.",
  },
  "pt-BR": {
    title: "Fale conosco",
    close: "Fechar o chat",
    name: "Seu nome (opcional)",
    write: "Escreva uma mensagem",
    send: "Enviar",
    log: "Conversa",
    empty: "Olá! Como podemos ajudar?",
    you: "Você",
    agent: "Atendimento",
    sending: "Enviando…",
    delivered: "Entregue",
    failed: "Não foi entregue.",
    retry: "Tentar de novo",
    connecting: "Conectando…",
    offline: "Você está sem conexão. O que escrever será enviado na volta.",
    history: "As mensagens anteriores não podem ser mostradas agora.",
    rejected: "Este chat não está disponível aqui.",
    tooLong: "Esta mensagem é longa demais.",
  },
};

/** Picks the language for a browser's `navigator.language`. */
export function languageFor(tag) {
  const language = (tag || "en").slice(0, 2).toLowerCase();
  if (language === "pt") return "pt-BR";
  return language === "es" ? "es" : "en";
}
