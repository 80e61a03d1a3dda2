package berth.system.limits;

import java.time.Duration;

/// How a stock client waits. Source: dps-device-protocol, section 0.9.
enum Habit {
    /// Does as it is told, from 1 to 300 s, when it is turned away as well.
    C {
        @Override
        Duration beforePoll(int told) {
            return Duration.ofSeconds(told >= 1 && told <= 300 ? told : 1);
        }

        @Override
        Duration beforeComingBack(int told) {
            return beforePoll(told);
        }
    },
    /// Polls as it is told, from 2 to 5 s. Fails when it is turned away, and its application starts
    /// again every 2 s whatever it was told.
    JAVA {
        @Override
        Duration beforePoll(int told) {
            return Duration.ofSeconds(told >= 2 && told <= 5 ? told : 2);
        }

        @Override
        Duration beforeComingBack(int told) {
            return Duration.ofSeconds(2);
        }
    },
    /// Never looks at what it is told.
    EDGE {
        @Override
        Duration beforePoll(int told) {
            return Duration.ofSeconds(5);
        }

        @Override
        Duration beforeComingBack(int told) {
            return Duration.ofSeconds(5);
        }
    };

    /// @param told seconds; 0 for nothing
    abstract Duration beforePoll(int told);

    /// @param told seconds; 0 for nothing, such as when a connection was closed
    abstract Duration beforeComingBack(int told);

    static Habit of(int number) {
        return values()[number % values().length];
    }
}
