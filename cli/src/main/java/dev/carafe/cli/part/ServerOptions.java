package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.host.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every server of vSphere is told: where its files are, where it serves, its name and its first user's password. */
final class ServerOptions {

    private static final int PORT_MAX = 65_535;

    @Mixin
    DataDirOption dataDir = new DataDirOption();

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Where it serves (${DEFAULT-VALUE}).")
    String address = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "443",
            description = "Its port (${DEFAULT-VALUE}); 0 takes a free one.")
    int port;

    @Option(names = "--name", paramLabel = "NAME", description = "What it is called (the machine's name).")
    @Nullable
    String name;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "Holds the password of its first user in its first line. Without it one is made at first, and kept "
                            + "in a file below DATA-DIR that the start names.")
    @Nullable
    Path passwordFile;

    /** The folder of its files, absolute. */
    Path dataDirectory() {
        return dataDir.path();
    }

    /** What it is called. */
    String serverName() {
        return name == null ? Host.name() : name;
    }

    /** Where it is to serve. */
    InetSocketAddress listen() {
        if (port < 0 || port > PORT_MAX) {
            throw CommandException.wrongUse("--port takes a number from 0 to 65535, not " + port + ".");
        }
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(address), port);
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse("--address takes an IP address of this machine, not '" + address + "'.");
        }
    }

    /** The chosen password of {@code user}; empty when one is to be made. */
    Optional<String> password(String user) throws IOException {
        if (passwordFile == null) {
            return Optional.empty();
        }
        return Optional.of(Passwords.firstLine(passwordFile)
                .orElseThrow(() -> new CommandException(
                        passwordFile + " is empty; its first line is to be the password of " + user + ".")));
    }

    /** The line that says where a started server is found: at {@code bound}, by {@code user}, whose password may be in a file. */
    static String servingAt(InetSocketAddress bound, String user, Path passwordFile) {
        InetAddress host = bound.getAddress();
        String shown =
                host == null || host.isAnyLocalAddress() ? Host.address().getHostAddress() : host.getHostAddress();
        return "Serving at https://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + bound.getPort()
                + "/sdk for the user " + user
                + (Files.exists(passwordFile) ? ", whose password is in " + passwordFile : "");
    }
}
