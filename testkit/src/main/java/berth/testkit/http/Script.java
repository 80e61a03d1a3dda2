package berth.testkit.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// What a scripted server does with one connection. When a script ends, its connection is closed.
@FunctionalInterface
public interface Script {
    void play(Conversation conversation) throws IOException, InterruptedException;

    /// Reads the request and answers with JSON.
    static Script json(int status, String body) {
        return reply(status, "Content-Type: application/json\r\n", body);
    }

    /// Reads the request and answers.
    ///
    /// @param headers lines, each with its end
    static Script reply(int status, String headers, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return raw(
                "HTTP/1.1 %d Scripted\r\n%sContent-Length: %d\r\n\r\n%s"
                        .formatted(status, headers, length, body));
    }

    /// Reads the request and sends these characters, whatever they are.
    static Script raw(String text) {
        return conversation -> {
            conversation.request();
            conversation.send(text);
        };
    }

    /// Reads the request and sends these characters one at a time.
    static Script drip(String text, Duration pause) {
        return conversation -> {
            conversation.request();
            for (int i = 0; i < text.length() && !conversation.closesWithin(pause); i++) {
                conversation.send(text.substring(i, i + 1));
            }
        };
    }

    /// Reads the request and answers once `open` has been counted down.
    static Script held(CountDownLatch open, Script then) {
        return conversation -> {
            conversation.request();
            open.await();
            then.play(conversation);
        };
    }

    /// Resets the connection before anything is said, TLS included.
    static Script resetAtOnce() {
        return Conversation::reset;
    }

    /// Reads the request, then resets the connection.
    static Script resetAfterRequest() {
        return conversation -> {
            conversation.request();
            conversation.reset();
        };
    }

    /// Reads the request and says nothing until the server is closed.
    static Script silence() {
        return conversation -> {
            conversation.request();
            conversation.awaitClose();
        };
    }

    /// Takes the connection and does not even begin with TLS.
    static Script deafness() {
        return Conversation::awaitClose;
    }
}
