package berth.core.registration.simulation;

import berth.core.allocation.CustomAllocation;
import berth.core.allocation.CustomAllocationAnswer;
import berth.core.allocation.CustomAllocationQuestion;
import berth.core.error.ServiceError;
import berth.core.hub.InitialTwin;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;

import java.time.Duration;
import java.util.Map;

/// An operator's allocation function of the worst kind: slow, failing, and of another mind each
/// time it is asked the same.
final class ModelFunction implements CustomAllocation {
    private static final Duration SLOWEST = Duration.ofSeconds(5);

    private final World world;
    private final Weather weather;
    private int asked;

    ModelFunction(World world, Weather weather) {
        this.world = world;
        this.weather = weather;
    }

    @Override
    public CustomAllocationAnswer ask(CustomAllocationQuestion question) {
        weather.cross(world.between(Duration.ofMillis(5), SLOWEST));
        if (question.linkedHubs().isEmpty()) {
            throw new Violation("I11", "the function was offered no hub: " + question);
        }
        var answer = answer(question);
        world.log(() -> "function: " + answer);
        weather.cross(Duration.ZERO);
        return answer;
    }

    private CustomAllocationAnswer answer(CustomAllocationQuestion question) {
        if (world.chance(weather.faults().functionFailed())) {
            return new CustomAllocationAnswer.Failed(
                    ServiceError.CUSTOM_ALLOCATION_FAILED, "no", "simulated", world.chance(0.5));
        }
        var payload = new JsonObject(Map.of("asked", JsonNumber.of(++asked)));
        var twin = new InitialTwin(JsonObject.EMPTY, payload);
        return new CustomAllocationAnswer.Decided(
                world.chance(0.2) ? null : world.oneOf(question.linkedHubs()),
                world.chance(0.5) ? twin : null,
                world.chance(0.5) ? payload : null);
    }
}
