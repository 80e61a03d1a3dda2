package berth.net.mqtt;

import berth.net.link.ByteLink;
import berth.net.mqtt.MqttConversation.Departure;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The work of one connection: one piece at a time, and the goodbye last.
///
/// Used by the session's thread and by the one that works. The goodbye does not depend on the link:
/// it is said when the link is long gone, and after whatever is under way then.
final class Lane {
    static final Runnable NOTHING = () -> {};

    private final ByteLink link;

    private boolean busy;
    private @Nullable MqttConversation guest;
    private @Nullable Departure departure;
    private Runnable before = NOTHING;
    private Runnable afterwards = NOTHING;

    Lane(ByteLink link) {
        this.link = link;
    }

    /// Does work, which may block, and then tells the session's thread if there still is one. Only
    /// when nothing else is under way, and not after [#end]. On the session's thread.
    <T> void run(Supplier<T> work, Consumer<T> then) {
        begin();
        link.work(
                () -> {
                    T result;
                    try {
                        result = work.get();
                    } finally {
                        rest();
                    }
                    link.later(Duration.ZERO, () -> then.accept(result));
                });
    }

    /// This is who is to be told when it is over; from the work that let him in.
    synchronized void welcome(MqttConversation conversation) {
        guest = conversation;
    }

    /// It is over. The first time counts.
    ///
    /// @param rest work that is done before the goodbye
    /// @param then after the goodbye, if there is anybody to say it; otherwise at once
    void end(Departure how, Runnable rest, Runnable then) {
        boolean goodbyeNow;
        synchronized (this) {
            if (departure != null) {
                return;
            }
            departure = how;
            before = rest;
            afterwards = then;
            if (busy) {
                return;
            }
            goodbyeNow = guest != null;
        }
        if (goodbyeNow) {
            link.work(() -> goodbye(how));
        } else {
            then.run();
        }
    }

    private synchronized void begin() {
        if (busy || departure != null) {
            throw new IllegalStateException("one piece of work at a time, and none after the end");
        }
        busy = true;
    }

    private void rest() {
        Departure over;
        synchronized (this) {
            busy = false;
            over = departure;
        }
        if (over != null) {
            goodbye(over);
        }
    }

    private void goodbye(Departure how) {
        MqttConversation leaving;
        synchronized (this) {
            leaving = guest;
            guest = null;
        }
        try {
            before.run();
        } finally {
            try {
                if (leaving != null) {
                    leaving.leave(how);
                }
            } finally {
                afterwards.run();
            }
        }
    }
}
