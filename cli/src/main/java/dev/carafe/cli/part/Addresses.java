package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Socket addresses in flags. */
public final class Addresses {

    private Addresses() {}

    /** The address in a URL such as {@code https://10.0.0.1:2379}, and whether it asks for TLS. */
    public record Listen(InetSocketAddress address, boolean secure) {}

    /** Reads the URL {@code text} that the flag {@code option} gave. */
    public static Listen url(String option, String text) {
        try {
            URI url = URI.create(text);
            boolean secure = "https".equals(url.getScheme());
            if ((secure || "http".equals(url.getScheme())) && url.getHost() != null && url.getPort() >= 0) {
                return new Listen(socket(url.getHost(), url.getPort()), secure);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(option, text);
        }
        throw wrong(option, text);
    }

    /** Starts something that listens. */
    public interface Listener<T> {
        /** Starts it. */
        T start() throws IOException;
    }

    /** Starts what listens at {@code address}; where that is taken, says so by the flag {@code option} that gave it. */
    public static <T> T listen(String option, InetSocketAddress address, Listener<T> listener) throws IOException {
        try {
            return listener.start();
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new CommandException(
                            "port " + address.getPort() + " of " + address.getHostString()
                                    + " cannot be opened (it is taken, or not for this user); end what uses it, or choose "
                                    + "another with " + option + ".",
                            e);
                }
            }
            throw e;
        }
    }

    /** Reads {@code HOST:PORT}. */
    static InetSocketAddress hostPort(String option, String text) {
        return url(option, "http://" + text).address();
    }

    private static InetSocketAddress socket(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host.replaceAll("[\\[\\]]", "")), port);
        } catch (UnknownHostException e) {
            throw new CommandException("the host '" + host + "' is not known; give an address of this machine.", e);
        }
    }

    private static CommandException wrong(String option, String text) {
        return CommandException.wrongUse(
                option + " takes addresses such as https://127.0.0.1:2379, not '" + text + "'.");
    }
}
