package berth.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import berth.core.hub.LinkedHub;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// How devices spread over hubs, and who moves when hubs come, go or change their weight. The
/// figures are printed as they stand in docs/measurements.md.
///
/// The devices are always the same, so there is no luck in it. The bound of 3 % of a share is some
/// three standard deviations of the smallest one.
class AllocationSharesTest {
    private static final int DEVICES = 100_000;
    private static final double NEAR = 0.03;
    private static final List<String> FIGURES = new ArrayList<>();

    /// Placing a fleet takes a while, so each is placed once.
    private static final Map<List<LinkedHub>, int[]> PLACED = new HashMap<>();

    private static final List<int[]> WEIGHTS =
            List.of(
                    new int[] {1, 1},
                    new int[] {1, 2, 5},
                    new int[] {3, 7},
                    new int[] {1, 1, 1, 1, 1},
                    new int[] {100, 200, 300, 400},
                    new int[] {150, 250, 600});

    @AfterAll
    static void print() {
        PLACED.clear();
        System.out.println("| weights | what | wanted | got |\n| --- | --- | --- | --- |");
        FIGURES.forEach(System.out::println);
    }

    @Test
    void sharesFollowTheWeights() {
        for (var weights : WEIGHTS) {
            var hubs = hubs(weights);
            var got = counts(hubs, placed(hubs));
            for (int i = 0; i < weights.length; i++) {
                near(got[i], share(weights, i));
            }
            note(
                    weights,
                    "shares",
                    texts(IntStream.range(0, weights.length).mapToDouble(i -> share(weights, i))),
                    texts(Arrays.stream(got).mapToDouble(count -> (double) count / DEVICES)));
        }
    }

    /// A hundred devices or so: bounded by four standard deviations.
    @Test
    void aTinyWeightGetsItsTinyShare() {
        var hubs = hubs(1, 999);
        int got = counts(hubs, placed(hubs))[0];

        assertThat(got).isBetween(60, 140);
        note(new int[] {1, 999}, "shares", "0.10 %", percent((double) got / DEVICES));
    }

    @Test
    void theOrderOfTheHubsDoesNotMatter() {
        var forwards = hubs(1, 2, 5);
        var backwards = new ArrayList<>(forwards).reversed();
        for (int device = 0; device < 1_000; device++) {
            assertThat(scene(backwards).chosen(device)).isEqualTo(scene(forwards).chosen(device));
        }
    }

    @Test
    void aNewHubTakesItsShareAndMovesNobodyElse() {
        for (var weights : WEIGHTS) {
            var after = hubs(weights);
            var added = after.getLast();
            var before = placed(after.subList(0, weights.length - 1));
            var now = placed(after);
            int moved = 0;
            for (int device = 0; device < DEVICES; device++) {
                if (now[device] != before[device]) {
                    assertThat(after.get(now[device])).isEqualTo(added);
                    moved++;
                }
            }

            near(moved, share(weights, weights.length - 1));
            note(weights, "moved when the last hub is added", weights, moved);
        }
    }

    @Test
    void aHubThatGoesMovesItsOwnDevicesOnly() {
        for (var weights : WEIGHTS) {
            var hubs = hubs(weights);
            int last = weights.length - 1;
            var before = placed(hubs);
            var now = placed(hubs.subList(0, last));
            int moved = 0;
            for (int device = 0; device < DEVICES; device++) {
                assertThat(before[device] == last || now[device] == before[device]).isTrue();
                moved += now[device] == before[device] ? 0 : 1;
            }

            near(moved, share(weights, last));
            note(weights, "moved when the last hub goes", weights, moved);
        }
    }

    @Test
    void aHigherWeightOnlyDrawsDevicesAndALowerOneOnlyGivesThemAway() {
        var light = new int[] {1, 2, 5};
        var heavy = new int[] {1, 4, 5};
        var before = placed(hubs(light));
        var after = placed(hubs(heavy));
        int moved = 0;
        for (int device = 0; device < DEVICES; device++) {
            if (before[device] != after[device]) {
                assertThat(after[device]).isEqualTo(1);
                moved++;
            }
        }

        // No other way of placing moves fewer: this is what the shares differ by.
        double least = share(heavy, 1) - share(light, 1);
        near(moved, least);
        note(
                light,
                "moved when the second weight becomes 4, and back",
                percent(least),
                percent((double) moved / DEVICES));
    }

    private static void near(int count, double share) {
        assertThat((double) count / DEVICES).isCloseTo(share, within(NEAR * share));
    }

    private static double share(int[] weights, int hub) {
        return (double) weights[hub] / Arrays.stream(weights).sum();
    }

    private static List<LinkedHub> hubs(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> Scene.hub("hub-" + i + ".example", weights[i]))
                .toList();
    }

    private static Scene scene(List<LinkedHub> hubs) {
        return Scene.of(hubs.toArray(LinkedHub[]::new));
    }

    /// The index of each device's hub.
    private static int[] placed(List<LinkedHub> hubs) {
        return PLACED.computeIfAbsent(hubs, AllocationSharesTest::place);
    }

    private static int[] place(List<LinkedHub> hubs) {
        var scene = scene(hubs);
        return IntStream.range(0, DEVICES).map(i -> hubs.indexOf(scene.chosen(i))).toArray();
    }

    private static int[] counts(List<LinkedHub> hubs, int... placed) {
        var counts = new int[hubs.size()];
        for (int hub : placed) {
            counts[hub]++;
        }
        return counts;
    }

    private static void note(int[] weights, String what, int[] wanted, int moved) {
        note(
                weights,
                what,
                percent(share(wanted, wanted.length - 1)),
                percent((double) moved / DEVICES));
    }

    private static void note(int[] weights, String what, String wanted, String got) {
        var list = Arrays.toString(weights).replaceAll("[\\[\\]]", "");
        FIGURES.add("| %s | %s | %s | %s |".formatted(list, what, wanted, got));
    }

    private static String texts(DoubleStream shares) {
        return String.join(", ", shares.mapToObj(AllocationSharesTest::percent).toList());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }
}
