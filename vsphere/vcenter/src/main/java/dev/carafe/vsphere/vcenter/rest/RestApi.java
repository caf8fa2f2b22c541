package dev.carafe.vsphere.vcenter.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.BodyTooLargeException;
import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vcenter.dataset.DataSetException;
import dev.carafe.vsphere.vcenter.dataset.DataSets;
import dev.carafe.vsphere.vcenter.json.Json;
import dev.carafe.vsphere.vcenter.module.ClusterModules;
import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vcenter.tagging.TagException;
import dev.carafe.vsphere.vcenter.tagging.Tagging;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vmomi.service.Caller;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.user.ServedSessionManager;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers what comes under {@code /api} and {@code /rest}. Safe for all threads. */
public final class RestApi implements HttpHandler {
    private static final int BODY_MAX_BYTES = 1 << 20;
    private static final String JSON = "application/json";
    private static final System.Logger LOG = System.getLogger(RestApi.class.getName());

    /** What a vCenter keeps for vAPI's clients beside the inventory. */
    public record Kept(Tagging tagging, ClusterModules modules, DataSets dataSets) {}

    /**
     * What it works with.
     *
     * @param root the folder that all is in
     */
    public record Parts(
            ServedSessionManager sessionManager,
            Users users,
            Sessions sessions,
            Rights rights,
            Kept kept,
            Invoker invoker,
            ManagedObjectReference<?> root) {}

    private final SessionEndpoint sessions;
    private final TaggingEndpoint tagging;
    private final AssociationEndpoint associations;
    private final ClusterModuleEndpoint modules;
    private final DataSetEndpoint dataSets;
    private final InventoryEndpoint inventory;

    public RestApi(Parts parts) {
        sessions = new SessionEndpoint(parts.sessionManager(), parts.users(), parts.sessions());
        tagging = new TaggingEndpoint(parts.kept().tagging(), parts.rights(), parts.root());
        associations = new AssociationEndpoint(parts.kept().tagging(), parts.rights());
        modules = new ClusterModuleEndpoint(parts.kept().modules(), parts.rights());
        dataSets = new DataSetEndpoint(parts.kept().dataSets(), parts.rights());
        inventory = new InventoryEndpoint(
                new MachineOperations(parts.invoker()), new InventoryOperations(parts.invoker(), parts.root()));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        boolean legacy = exchange.path().startsWith("/rest");
        exchange.setHeader("Cache-Control", "no-store");
        try {
            RestReply reply = reply(exchange, legacy);
            exchange.reply(reply.status(legacy), JSON, reply.encode(legacy));
        } catch (RestException e) {
            exchange.reply(e.kind().status(), JSON, RestReply.error(e, legacy));
        }
    }

    private RestReply reply(HttpExchange exchange, boolean legacy) throws IOException {
        try {
            return answer(exchange, legacy);
        } catch (TagException e) {
            throw new RestException(Kind.valueOf(e.kind().name()), String.valueOf(e.getMessage()));
        } catch (DataSetException e) {
            throw new RestException(Kind.valueOf(e.kind().name()), String.valueOf(e.getMessage()));
        } catch (BodyTooLargeException e) {
            throw new RestException(
                    Kind.INVALID_ARGUMENT, "The request's body is too long: the " + e.getMessage() + " bytes.");
        } catch (RestException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, exchange.method() + " " + exchange.path() + " failed", e);
            throw new RestException(Kind.ERROR, "Internal error, see the server's log.");
        }
    }

    private RestReply answer(HttpExchange exchange, boolean legacy) throws IOException {
        List<String> path = path(exchange.path(), legacy);
        boolean ofSession = path.size() == 1 && path.getFirst().equals("session");
        String action = exchange.query().has("~action")
                ? exchange.query().first("~action")
                : exchange.query().first("action");
        if (ofSession && exchange.method().equals("POST") && action.isEmpty()) {
            return sessions.create(exchange, legacy);
        }
        Session session = sessions.find(exchange)
                .orElseThrow(() -> new RestException(Kind.UNAUTHENTICATED, "Authentication required."));
        session.called();
        RestRequest request = new RestRequest(
                legacy,
                exchange.method(),
                path,
                exchange.query(),
                body(exchange, DataSetEndpoint.isMeant(path) ? DataSetEndpoint.BODY_MAX_BYTES : BODY_MAX_BYTES),
                session,
                new Caller(exchange.remoteAddress(), exchange.header("User-Agent")));
        if (ofSession) {
            return sessions.handle(request);
        }
        if (path.size() >= 3 && path.get(0).equals("cis") && path.get(1).equals("tagging")) {
            return switch (path.get(2)) {
                case "category" -> tagging.categories(request, 3);
                case "tag" -> tagging.tags(request, 3);
                case "tag-association" -> associations.handle(request, 3);
                default -> throw request.noSuchOperation();
            };
        }
        if (ClusterModuleEndpoint.isMeant(path)) {
            return modules.handle(request);
        }
        if (DataSetEndpoint.isMeant(path)) {
            return dataSets.handle(request);
        }
        if (path.size() >= 2 && path.getFirst().equals("vcenter")) {
            return inventory.handle(request);
        }
        throw request.noSuchOperation();
    }

    private static @Nullable Object body(HttpExchange exchange, int bytesMax) throws IOException {
        byte[] text = exchange.body(bytesMax);
        if (text.length == 0) {
            return null;
        }
        try {
            return Json.decode(text);
        } catch (IOException e) {
            throw new RestException(Kind.INVALID_ARGUMENT, "The body is not JSON: " + e.getMessage());
        }
    }

    /** The parts of a path behind its first, by the names that they have under {@code /api}. */
    private static List<String> path(String raw, boolean legacy) {
        List<String> parts = new ArrayList<>();
        for (String part : raw.split("/", -1)) {
            if (!part.isEmpty()) {
                parts.add(decoded(part));
            }
        }
        parts.removeFirst();
        if (legacy && parts.size() >= 3 && parts.subList(0, 3).equals(List.of("com", "vmware", "cis"))) {
            List<String> rest = parts.subList(3, parts.size());
            List<String> now = new ArrayList<>(rest);
            if (!rest.isEmpty() && rest.getFirst().equals("tagging")) {
                now.addFirst("cis");
            }
            return now;
        }
        return parts;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RestException(Kind.INVALID_ARGUMENT, "The path is malformed: " + e.getMessage());
        }
    }
}
