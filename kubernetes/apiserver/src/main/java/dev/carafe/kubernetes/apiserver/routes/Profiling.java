package dev.carafe.kubernetes.apiserver.routes;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apiserver.chain.RequestContext;
import dev.carafe.kubernetes.apiserver.chain.Step;
import dev.carafe.pprof.ProfileExchange;
import dev.carafe.pprof.Profiles;
import java.io.IOException;
import java.io.OutputStream;

/**
 * {@code /debug/pprof/}, which upstream serves with {@code --profiling} (apiserver/pkg/server/routes/profiling.go): {@link Profiles}
 * says what comes of it. Thread-safe.
 */
public final class Profiling implements Step {
    private final Profiles profiles = new Profiles();

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        if (!profiles.serve(request.info().path(), new Exchange(request.exchange()))) {
            next.handle(request);
        }
    }

    private record Exchange(HttpExchange http) implements ProfileExchange {
        @Override
        public String asked(String name) {
            return http.query().first(name);
        }

        @Override
        public void header(String name, String value) {
            http.setHeader(name, value);
        }

        @Override
        public void reply(int status, String contentType, byte[] body) throws IOException {
            http.reply(status, contentType, body);
        }

        @Override
        public OutputStream stream(int status, String contentType) throws IOException {
            return http.stream(status, contentType);
        }

        @Override
        public void onGone(Runnable then) {
            http.onDisconnect(then);
        }
    }
}
