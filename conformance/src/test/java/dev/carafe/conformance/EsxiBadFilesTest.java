package dev.carafe.conformance;

import java.nio.file.Path;

/** A host agent's files. */
class EsxiBadFilesTest extends VSphereBadFilesContract {
    @Override
    VSphereServer start(Path folder, String name, Path datastore) {
        return CarafeHost.startWithDatastore(folder, name, datastore);
    }
}
