package dev.carafe.kubernetes.proxy.userspace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Addresses on {@code lo}, by the {@code ip} command. */
public final class LoopbackAddresses implements LocalAddresses {
    private static final System.Logger LOG = System.getLogger(LoopbackAddresses.class.getName());
    private static final long TIMEOUT_SECONDS = 10;

    @Override
    public void add(String address) throws IOException {
        ip("replace", address);
    }

    @Override
    public void remove(String address) {
        try {
            ip("del", address);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "address " + address + " stays on lo", e);
        }
    }

    private static void ip(String verb, String address) throws IOException {
        String prefix = address.indexOf(':') >= 0 ? "/128" : "/32";
        Process process = new ProcessBuilder(List.of("ip", "address", verb, address + prefix, "dev", "lo"))
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readNBytes(1_024), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("ip address " + verb + " " + address + " failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("ip was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
