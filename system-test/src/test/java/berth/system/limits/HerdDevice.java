package berth.system.limits;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// A device that wants to be assigned and has a stock client's habits. One thread.
final class HerdDevice {
    private static final Duration PATIENCE = Duration.ofSeconds(110);

    private final House house;
    private final String id;
    private final Habit habit;
    private final long start = System.nanoTime();
    private int turnedAway;

    HerdDevice(House house, String id, Habit habit) {
        this.house = house;
        this.id = id;
        this.habit = habit;
    }

    /// @return how often it was turned away before
    int untilAssigned() throws IOException, GeneralSecurityException, InterruptedException {
        var plug = house.plug().forgetful();
        var token = house.token(id);
        while (true) {
            int told = 0;
            try (var device =
                    new HttpsDevice(plug.tls(house.httpsPort()), house.scope(), id, token)) {
                told = assigned(device);
                if (told < 0) {
                    return turnedAway;
                }
            } catch (IOException _) {
                // Closed before TLS, as one too many.
            }
            turnedAway++;
            pause(habit.beforeComingBack(told));
        }
    }

    /// @return -1 when it is assigned, or the seconds it is to stay away
    private int assigned(DeviceTalk device) throws IOException, InterruptedException {
        var answer = device.register();
        String operation = answer.status() == 202 ? answer.operationId() : "";
        while (answer.status() == 202) {
            pause(habit.beforePoll(Integer.parseInt(answer.retryAfter())));
            answer = device.poll(operation);
        }
        if (answer.status() == 200) {
            if (!answer.text("status").equals("assigned")) {
                throw new AssertionError(id + ": " + answer.document());
            }
            return -1;
        }
        if (answer.status() != 429 && answer.status() != 503) {
            throw new AssertionError(id + ": " + answer);
        }
        return Integer.parseInt(answer.retryAfter());
    }

    private void pause(Duration time) throws InterruptedException {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
            throw new AssertionError("%s is not assigned after %s".formatted(id, PATIENCE));
        }
        Thread.sleep(time);
    }
}
