package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.ConnectionException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * vCenter's REST API and a session with it, over the connection of a {@link VSphereClient}. Paths of {@code /api} and of the
 * older {@code /rest} are both served; the older one's {@code {"value": …}} is taken off.
 *
 * <pre>{@code
 * RestClient rest = RestClient.login(client.connection(), user, password);
 * Object machines = rest.get("/api/vcenter/vm");
 * rest.logout();
 * }</pre>
 *
 * <p>Trees are {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Long}, {@code Double}, {@code
 * Boolean}. Safe for all threads.
 */
public final class RestClient {
    /** Where sessions are made, the newer place first: servers before 7.0 Update 2 have the second alone. */
    private static final String API_SESSION = "/api/session";

    private static final String REST_SESSION = "/rest/com/vmware/cis/session";
    private static final String SESSION_HEADER = "vmware-api-session-id";
    private static final int ANSWER_MAX_BYTES = 256 << 20;
    private static final int NOT_FOUND = 404;

    private final Connection connection;
    private final String sessionPath;
    private final String session;

    private RestClient(Connection connection, String sessionPath, String session) {
        this.connection = connection;
        this.sessionPath = sessionPath;
        this.session = session;
    }

    /**
     * Makes a session.
     *
     * @throws RestException with status 401 when user and password are not what the server knows, and with 404 when it has
     *     no REST API, as a single host
     */
    public static RestClient login(Connection connection, String user, String password)
            throws IOException, InterruptedException {
        try {
            return login(connection, API_SESSION, user, password);
        } catch (RestException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            return login(connection, REST_SESSION, user, password);
        }
    }

    private static RestClient login(Connection connection, String path, String user, String password)
            throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        Object session = exchange(connection, "POST", path, null, Map.of("Authorization", "Basic " + basic));
        if (!(session instanceof String id) || id.isEmpty()) {
            throw new ConnectionException(
                    Reason.NOT_UNDERSTOOD,
                    connection.address(),
                    "answers a login at " + path + " with no session",
                    null);
        }
        return new RestClient(connection, path, id);
    }

    public @Nullable Object get(String path) throws IOException, InterruptedException {
        return call("GET", path, null);
    }

    /** @param body a tree; null for none */
    public @Nullable Object post(String path, @Nullable Object body) throws IOException, InterruptedException {
        return call("POST", path, body);
    }

    public @Nullable Object patch(String path, Object body) throws IOException, InterruptedException {
        return call("PATCH", path, body);
    }

    public @Nullable Object put(String path, Object body) throws IOException, InterruptedException {
        return call("PUT", path, body);
    }

    public void delete(String path) throws IOException, InterruptedException {
        call("DELETE", path, null);
    }

    /** Whether the server still knows the session. */
    public boolean isActive() throws IOException, InterruptedException {
        try {
            return sessionPath.equals(API_SESSION)
                    ? get(API_SESSION) != null
                    : call("POST", REST_SESSION + "?~action=get", null) != null;
        } catch (RestException e) {
            if (e.status() == 401) {
                return false;
            }
            throw e;
        }
    }

    /** Ends the session. */
    public void logout() throws IOException, InterruptedException {
        delete(sessionPath);
    }

    private @Nullable Object call(String method, String path, @Nullable Object body)
            throws IOException, InterruptedException {
        return exchange(connection, method, path, body, Map.of(SESSION_HEADER, session));
    }

    private static @Nullable Object exchange(
            Connection connection, String method, String path, @Nullable Object body, Map<String, String> headers)
            throws IOException, InterruptedException {
        URI uri = connection.address().resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json");
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(Json.encode(body)));
        }
        return connection.transport().exchange(request, response -> {
            byte[] text = response.body().readNBytes(ANSWER_MAX_BYTES);
            int status = response.statusCode();
            if (status >= 200 && status < 300) {
                return text.length == 0 ? null : unwrapped(path, decoded(uri, text));
            }
            Object error;
            try {
                error = text.length == 0 ? null : Json.decode(text);
            } catch (IOException _) {
                error = null; // a proxy's page, of which the status says enough
            }
            throw RestException.of(method + " " + uri.getPath(), status, error);
        });
    }

    private static @Nullable Object decoded(URI uri, byte[] text) throws IOException {
        try {
            return Json.decode(text);
        } catch (IOException e) {
            throw new ConnectionException(
                    Reason.NOT_UNDERSTOOD, uri, "the answer is no JSON: " + Objects.toString(e.getMessage()), e);
        }
    }

    private static @Nullable Object unwrapped(String path, @Nullable Object tree) {
        return path.startsWith("/rest/") && tree instanceof Map<?, ?> map && map.size() <= 1 ? map.get("value") : tree;
    }
}
