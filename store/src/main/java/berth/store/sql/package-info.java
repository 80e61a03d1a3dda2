/// The store over JDBC: one class a port, two engines behind one [Database], SQL that both
/// understand, numbered forward-only migrations. Knows no protocol and decides nothing: decisions
/// come as functions from the core and are carried out in the transaction that showed them the row.
@NullMarked
package berth.store.sql;

import org.jspecify.annotations.NullMarked;
