/// Plays fuzz targets: in the normal run over their corpus and what lies near it, the same every
/// time; on demand guided by coverage, for as long as one likes.
///
/// A target is a public class with `public static void fuzzerTestOneInput(byte[])` among the tests,
/// its corpus the folder `src/test/resources/fuzz/{name}`. What a target finds goes into the
/// corpus.
@NullMarked
package berth.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
