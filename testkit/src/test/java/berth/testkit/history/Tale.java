package berth.testkit.history;

import java.util.Locale;

/// What can become of a device.
enum Tale {
    ASSIGNED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
        }
    },
    /// The answer to its first request is lost; it asks again and joins.
    LOST_ANSWER {
        @Override
        void happen(TaleTeller device) {
            device.registerUnanswered();
            device.join();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
        }
    },
    /// Nothing ever reaches it.
    NEVER_ANSWERED {
        @Override
        void happen(TaleTeller device) {
            device.registerUnanswered();
            device.assign(CleanRun.home(device.scope()));
        }
    },
    /// The node that works for it is killed in the middle of a step.
    NODE_KILLED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.killNodeInNextStep();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
        }
    },
    REPEATED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
        }
    },
    /// Nothing had changed: the second operation ends as it is admitted.
    CONFIRMED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
            device.confirm();
            device.poll();
        }
    },
    MOVED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
            device.register();
            device.assign(CleanRun.other(device.scope()));
            device.poll();
            device.cleanUp(CleanRun.home(device.scope()));
        }
    },
    /// What it had in the hub is removed again.
    FAILED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.provision(CleanRun.home(device.scope()));
            device.removeFrom(CleanRun.home(device.scope()));
            device.fail(false);
            device.poll();
        }
    },
    /// What it had in the hub is still to be removed.
    FAILED_OPEN {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.provision(CleanRun.home(device.scope()));
            device.fail(true);
            device.poll();
        }
    },
    REFUSED {
        @Override
        void happen(TaleTeller device) {
            device.registerRefused();
            device.registerRefused();
        }
    },
    /// An operator disables it in its hub.
    DISABLED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
            device.disableByOperator(CleanRun.home(device.scope()));
        }
    },
    /// An operator keeps it out while it registers.
    STOPPED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.plan();
            device.stopByOperator();
            device.poll();
        }
    },
    DELETED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
            device.deleteByOperator();
            device.removeFrom(CleanRun.home(device.scope()));
        }
    },
    /// Its generations go on.
    DELETED_AND_BACK {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
            device.deleteByOperator();
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
        }
    },
    /// A hub without tombstones carries out an old create late, and the watch removes it.
    RESURRECTED {
        @Override
        void happen(TaleTeller device) {
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.register();
            device.assign(CleanRun.home(device.scope()));
            device.poll();
            device.register();
            device.assign(CleanRun.other(device.scope()));
            device.poll();
            device.cleanUp(CleanRun.home(device.scope()));
            device.lateCreate(CleanRun.home(device.scope()));
            device.removeFrom(CleanRun.home(device.scope()));
        }
    };

    abstract void happen(TaleTeller device);

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
