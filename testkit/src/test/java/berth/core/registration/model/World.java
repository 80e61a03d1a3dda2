package berth.core.registration.model;

import berth.core.id.HubHostName;
import berth.core.registration.model.RemoteHubModel.Call;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Everything there is at one moment. Worlds that look the same to everybody in them are equal:
/// time stands still but for one jump, and names, tags and draws follow from what happened.
///
/// @param flights calls that their callers have given up
/// @param workers two, and behind them an operator's session
record World(
        StoreState store,
        HubState remote,
        HubState embedded,
        List<Flight> flights,
        List<Actor> workers,
        Surroundings surroundings,
        Spent spent) {
    static final int OPERATOR = 2;

    static final World START =
            new World(
                    StoreState.EMPTY,
                    HubState.EMPTY,
                    HubState.EMPTY,
                    List.of(),
                    List.of(new Actor.Idle(), new Actor.Idle(), new Actor.Idle()),
                    new Surroundings(true, true, false),
                    new Spent(0, 0, Set.of()));

    /// What lies around store and hubs.
    ///
    /// @param late whether time has jumped past the deadline of what ran then
    record Surroundings(boolean enrolled, boolean remoteLinked, boolean late) {}

    /// A write on its way to the remote hub that nobody waits for.
    record Flight(HubWish wish, Call call) {}

    /// What of the bounds is used up.
    record Spent(int requests, int faults, Set<Wish> wishes) {}

    HubState hub(HubHostName name) {
        return name.equals(Cast.REMOTE) ? remote : embedded;
    }

    boolean isLinked(HubHostName hub) {
        return surroundings.remoteLinked() || !hub.equals(Cast.REMOTE);
    }

    boolean isTaken(Wish wish) {
        return spent.wishes().contains(wish);
    }

    World with(StoreState next) {
        return new World(next, remote, embedded, flights, workers, surroundings, spent);
    }

    World with(HubHostName name, HubState next) {
        boolean isRemote = name.equals(Cast.REMOTE);
        return new World(
                store,
                isRemote ? next : remote,
                isRemote ? embedded : next,
                flights,
                workers,
                surroundings,
                spent);
    }

    World with(int worker, Actor next) {
        var changed = new ArrayList<>(workers);
        changed.set(worker, next);
        return new World(
                store, remote, embedded, flights, List.copyOf(changed), surroundings, spent);
    }

    World with(Surroundings next) {
        return new World(store, remote, embedded, flights, workers, next, spent);
    }

    World withFlight(Flight flight) {
        var more = new ArrayList<>(flights);
        more.add(flight);
        return withFlights(more);
    }

    World withoutFlight(int index) {
        var fewer = new ArrayList<>(flights);
        fewer.remove(index);
        return withFlights(fewer);
    }

    private World withFlights(List<Flight> next) {
        return new World(store, remote, embedded, List.copyOf(next), workers, surroundings, spent);
    }

    World spendRequest() {
        return spent(new Spent(spent.requests() + 1, spent.faults(), spent.wishes()));
    }

    World spendFault() {
        return spent(new Spent(spent.requests(), spent.faults() + 1, spent.wishes()));
    }

    World spend(Wish wish) {
        var taken = EnumSet.of(wish);
        taken.addAll(spent.wishes());
        return spent(new Spent(spent.requests(), spent.faults(), taken));
    }

    private World spent(Spent next) {
        return new World(store, remote, embedded, flights, workers, surroundings, next);
    }
}
