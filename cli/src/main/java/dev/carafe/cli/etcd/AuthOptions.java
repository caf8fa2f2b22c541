package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.GoDuration;
import dev.carafe.etcd.auth.AuthToken;
import dev.carafe.etcd.embed.JwtKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What stands for users that have told their passwords. */
final class AuthOptions {
    private static final String JWT_TTL = "5m";

    @Option(
            names = "--auth-token",
            paramLabel = "TOKEN",
            defaultValue = "simple",
            description = "simple, or jwt,sign-method=RS256,priv-key=FILE,pub-key=FILE,ttl=5m (${DEFAULT-VALUE}).")
    String token = "";

    @Option(
            names = "--auth-token-ttl",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long a simple token lives after its last use (${DEFAULT-VALUE}).")
    int ttlSeconds;

    AuthToken token() throws IOException {
        String[] parts = token.split(",", -1);
        return switch (parts[0]) {
            case "simple", "" -> {
                if (ttlSeconds <= 0) {
                    throw CommandException.wrongUse(
                            "--auth-token-ttl takes a positive number, not " + ttlSeconds + ".");
                }
                yield new AuthToken.Simple(Duration.ofSeconds(ttlSeconds));
            }
            case "jwt" -> jwt(parts);
            default -> throw wrong("it is simple or jwt, not '" + parts[0] + "'");
        };
    }

    private static AuthToken jwt(String[] parts) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals <= 0 || options.put(parts[i].substring(0, equals), parts[i].substring(equals + 1)) != null) {
                throw wrong("'" + parts[i] + "' is no option, or stands twice");
            }
        }
        String method = options.remove("sign-method");
        String publicKey = options.remove("pub-key");
        String privateKey = options.remove("priv-key");
        String ttl = options.remove("ttl");
        if (method == null) {
            throw wrong("jwt needs a sign-method, such as RS256");
        }
        if (!options.isEmpty()) {
            throw wrong("unknown is " + String.join(", ", options.keySet()));
        }
        try {
            Duration lives = new GoDuration().convert(ttl == null ? JWT_TTL : ttl);
            if (!lives.isPositive()) {
                throw wrong("ttl has to be above zero");
            }
            return new JwtKeys(
                            method,
                            publicKey == null ? null : Path.of(publicKey),
                            privateKey == null ? null : Path.of(privateKey),
                            lives)
                    .read(InstantSource.system());
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static CommandException wrong(String why) {
        return CommandException.wrongUse("--auth-token: " + why + ".");
    }
}
