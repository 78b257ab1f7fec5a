/**
 * The tables a query may name. Each module adds its own by declaration merging in its `tables.ts`:
 * `declare module '#kernel/schema' { interface Schema { 'messaging.message': MessageTable } }`
 */
export interface Schema {}
