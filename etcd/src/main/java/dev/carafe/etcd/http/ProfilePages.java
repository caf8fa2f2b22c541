package dev.carafe.etcd.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.pprof.ProfileExchange;
import dev.carafe.pprof.Profiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /debug/pprof/}, which etcd serves with {@code --enable-pprof}. Safe for any thread. */
final class ProfilePages {
    private final Profiles profiles = new Profiles();

    /** Whether the path is one of these. */
    static boolean are(String path) {
        return path.equals("/debug/pprof") || path.startsWith("/debug/pprof/");
    }

    /** Answers whole, or in pieces and then with null. */
    @Nullable
    HttpAnswer answer(HttpRequest request, StreamedAnswer streamed) {
        Exchange exchange = new Exchange(request, streamed);
        try {
            if (!profiles.serve(request.path(), exchange)) {
                return HttpAnswer.notFound();
            }
        } catch (IOException e) {
            if (!streamed.isGone()) {
                throw new UncheckedIOException(e);
            }
        }
        return exchange.whole;
    }

    private static final class Exchange implements ProfileExchange {
        private final HttpRequest request;
        private final StreamedAnswer streamed;
        private final Map<String, String> headers = new HashMap<>();
        private @Nullable HttpAnswer whole;

        Exchange(HttpRequest request, StreamedAnswer streamed) {
            this.request = request;
            this.streamed = streamed;
        }

        @Override
        public String asked(String name) {
            return request.values(name).stream().findFirst().orElse("");
        }

        @Override
        public void header(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public void reply(int status, String contentType, byte[] body) {
            whole = new HttpAnswer(status, contentType, new String(body, UTF_8), headers);
        }

        @Override
        public OutputStream stream(int status, String contentType) {
            return streamed.bytes(contentType, headers);
        }

        @Override
        public void onGone(Runnable then) {
            streamed.onGone(then);
        }
    }
}
