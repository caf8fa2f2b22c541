package dev.carafe.vsphere.esxi.folder;

import dev.carafe.http.HttpExchange;
import java.util.Optional;

/** Knows who sends a request, and what he may do. */
public interface FolderAccess {
    /** What a request does to a datastore. */
    enum Use {
        /** Asks for the privilege {@code Datastore.Browse}. */
        READ,
        /** Asks for {@code Datastore.FileManagement}. */
        WRITE
    }

    /** The user's name; empty when the request does not show who sent it. */
    Optional<String> user(HttpExchange exchange) throws InterruptedException;

    /** Whether he may. */
    boolean allowed(String user, String datastore, Use use);
}
