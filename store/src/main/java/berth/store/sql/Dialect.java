package berth.store.sql;

/// Where the engines differ. Statements are written once, with words in braces:
///
/// | word | means |
/// | --- | --- |
/// | `{name}` | text that is compared and ordered byte by byte |
/// | `{bytes}` | bytes |
/// | `{now}` | the store's clock, in microseconds; bound by [Query#now] |
/// | `{lock}` | behind a select: nobody else changes these rows until the transaction ends |
/// | `{skipLocked}` | the same, passing over rows that somebody else holds |
interface Dialect {
    /// The statement with its words replaced.
    String text(String template);

    /// Whether `{now}` is the engine's own clock; otherwise it is a parameter.
    boolean hasClock();
}
