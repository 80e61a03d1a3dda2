/// The query language of twins: text to a [berth.hub.query.Query], and a query over twin documents
/// to rows, page by page. Pure: knows no store and no wire but the documents it is given.
///
/// Source: iot-hub-protocol, section 5.7; Microsoft Learn, "IoT Hub query language for device and
/// module twins, jobs, and message routing".
@NullMarked
package berth.hub.query;

import org.jspecify.annotations.NullMarked;
