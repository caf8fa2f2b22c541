package dev.carafe.vsphere.esxi.vmotion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import dev.carafe.vsphere.esxi.vm.Moves;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers {@code /vmotion}; the package says what. Any thread. */
public final class MoveEndpoint implements HttpHandler {
    /** The path that it answers, and all below. */
    public static final String PREFIX = "/vmotion";

    private static final String MEMORY = PREFIX + "/memory/";
    private static final int BODY_MAX_BYTES = 1 << 16;
    /** The status of what a host says when it does not take a machine. */
    static final int REFUSED = 409;

    private final Supplier<Moves> moves;
    private final Guard guard;
    private final Path certificate;

    /** Says who may move machines. */
    @FunctionalInterface
    public interface Guard {
        /** Why the sender of a request may not; empty when he may. */
        Optional<Refusal> refusal(HttpExchange exchange) throws InterruptedException;
    }

    /**
     * @param status of HTTP
     * @param sentence why
     */
    public record Refusal(int status, String sentence) {}

    /** @param certificate the file of the one that this host shows */
    public MoveEndpoint(Supplier<Moves> moves, Guard guard, Path certificate) {
        this.moves = moves;
        this.guard = guard;
        this.certificate = certificate;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            if (exchange.path().startsWith(MEMORY)) {
                memory(exchange, exchange.path().substring(MEMORY.length()));
                return;
            }
            Optional<Refusal> refusal = guard.refusal(exchange);
            if (refusal.isPresent()) {
                Replies.refuse(exchange, refusal.get().status(), refusal.get().sentence());
            } else if (!exchange.method().equals("POST")) {
                Replies.methodNotAllowed(exchange, "POST");
            } else {
                asked(exchange);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            Replies.refuse(exchange, 503, "The server ends.");
        }
    }

    private void asked(HttpExchange exchange) throws IOException, InterruptedException {
        JsonObject body;
        try {
            body = Json.decode(exchange.body(BODY_MAX_BYTES));
            switch (exchange.path()) {
                case PREFIX + "/prepare" -> reply(exchange, 200, prepare(body));
                case PREFIX + "/send" -> reply(exchange, 200, send(body));
                default -> Replies.text(exchange, 404, "There is nothing at " + exchange.path() + ".");
            }
        } catch (MalformedJsonException wrong) {
            reply(exchange, 400, JsonObject.of("error", String.valueOf(wrong.getMessage())));
        } catch (FaultException refused) {
            reply(exchange, REFUSED, JsonObject.of("error", String.valueOf(refused.getMessage())));
        }
    }

    private JsonObject prepare(JsonObject body) throws IOException, InterruptedException {
        Instant boot = Instant.ofEpochMilli(body.number("bootTime", 0));
        String ticket = moves.get().prepare(body.requiredText("path"), boot);
        return JsonObject.of("ticket", ticket).with("certificate", Files.readString(certificate));
    }

    private JsonObject send(JsonObject body) throws IOException {
        String ticket = body.requiredText("ticket");
        ManagedObjectReference<VirtualMachine> machine =
                new ManagedObjectReference<>("VirtualMachine", body.requiredText("vm"));
        MemoryClient line =
                MemoryClient.to(body.requiredText("address"), body.requiredText("certificate"), MEMORY + ticket);
        try {
            return JsonObject.of("task", moves.get().send(machine, ticket, line).value());
        } catch (FaultException refused) {
            line.close();
            throw refused;
        }
    }

    /** The ticket says that the sender was told of it by this host's own owner. */
    private void memory(HttpExchange exchange, String ticket) throws IOException, InterruptedException {
        if (!exchange.method().equals("PUT")) {
            Replies.methodNotAllowed(exchange, "PUT");
            return;
        }
        try {
            moves.get().receive(ticket, exchange.body());
            reply(exchange, 200, JsonObject.EMPTY);
        } catch (FaultException refused) {
            Replies.refuse(exchange, REFUSED, String.valueOf(refused.getMessage()));
        }
    }

    private static void reply(HttpExchange exchange, int status, JsonObject body) throws IOException {
        exchange.reply(status, "application/json", body.toString().getBytes(UTF_8));
    }
}
