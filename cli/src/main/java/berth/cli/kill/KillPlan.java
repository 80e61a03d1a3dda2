package berth.cli.kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When the server is to be killed: drawn from a seed, one kill in each part of the fleet.
///
/// A kill belongs to a device: the n-th that the service has acknowledged. That device waits for
/// the kill and then goes on to poll its operation, so that every kill falls between a promise and
/// its fulfilment, and the fleet cannot be done before the last kill however fast it is. The others
/// are wherever the delay finds them.
public record KillPlan(List<Kill> kills) {
    private static final int DELAY_MILLIS_MAX = 60;

    public KillPlan {
        kills = List.copyOf(kills);
    }

    /// @param afterAcknowledged which device, counted from 1
    /// @param delay from its acknowledgement to the kill
    public record Kill(int afterAcknowledged, Duration delay) {}

    /// @throws IllegalArgumentException when there are more kills than devices
    public static KillPlan draw(int kills, int devices, RandomGenerator random) {
        if (kills < 1 || kills > devices) {
            throw new IllegalArgumentException(
                    "%d kills need at least as many devices, and there are %d"
                            .formatted(kills, devices));
        }
        var drawn = new ArrayList<Kill>();
        for (int i = 0; i < kills; i++) {
            int first = (int) ((long) devices * i / kills) + 1;
            int last = (int) ((long) devices * (i + 1) / kills);
            drawn.add(
                    new Kill(
                            random.nextInt(first, last + 1),
                            Duration.ofMillis(random.nextInt(DELAY_MILLIS_MAX + 1))));
        }
        return new KillPlan(drawn);
    }

    Optional<Kill> at(int acknowledged) {
        return kills.stream().filter(kill -> kill.afterAcknowledged() == acknowledged).findFirst();
    }
}
