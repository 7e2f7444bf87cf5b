export { type Channel, channelsOfSession, formatChannel, parseChannel } from './realtime/channels.ts';
export type {
  EditMessage,
  MissedEdit,
  ShownChange,
  ToldAnswer,
  ToldChange,
} from './realtime/edit-messages.ts';
export {
  type ChangeMessage,
  changeMessage,
  clientMessages,
  type PlainAnswer,
  plainAnswer,
  type RefusalCode,
  refusalCodes,
  type SubscribeAnswer,
  serverMessages,
  shownKinds,
  subscribeAnswer,
} from './realtime/messages.ts';
export {
  type Role,
  roles,
  type TicketClaims,
  ticketAudience,
  ticketClaims,
  ticketIssuer,
} from './realtime/ticket.ts';
export { allTopics } from './topics/all-topics.ts';
export {
  deadTopicOf,
  defineTopic,
  type MessageCodec,
  type ServiceName,
  type Topic,
  type TopicFacts,
} from './topics/define-topic.ts';
export { editAccepted } from './topics/edit-accepted.ts';
export { editMoved } from './topics/edit-moved.ts';
export {
  type Change,
  type ChangeKind,
  changeKinds,
  entityChanged,
  readChangeKind,
} from './topics/entity-changed.ts';
export { resourceNotified } from './topics/resource-notified.ts';
export { resourceObserved } from './topics/resource-observed.ts';
export { slicesDue } from './topics/slices-due.ts';
export { type EditView, editView, shownEditStates } from './views/edit-view.ts';
export {
  type FiguresView,
  figuresView,
  monthlyStats,
  sessionFigures,
  upcomingStats,
  weeklyStats,
} from './views/figures-view.ts';
export { type OwnView, ownView } from './views/own-view.ts';
export { type PatientOnScreen, patientView, shownPatientStatuses } from './views/patient-view.ts';
export { type RunKind, type RunView, runView } from './views/run-view.ts';
export {
  pendingEdit,
  type SessionItem,
  type SessionOnScreen,
  sessionItem,
  sessionView,
  shownStatuses,
} from './views/session-view.ts';
