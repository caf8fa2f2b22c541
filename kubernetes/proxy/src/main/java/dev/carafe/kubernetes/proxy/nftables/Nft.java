package dev.carafe.kubernetes.proxy.nftables;

import java.io.IOException;

/** Runs nft scripts, each as one transaction. */
@FunctionalInterface
public interface Nft {
    /**
     * Loads a script, all of it or nothing.
     *
     * @throws IOException with nft's own words when the script is refused
     */
    void run(String script) throws IOException;
}
