package dev.carafe.conformance;

import java.nio.file.Path;

/** The files of a host, through a vCenter. */
class VCenterBadFilesTest extends VSphereBadFilesContract {
    @Override
    VSphereServer start(Path folder, String name, Path datastore) throws Exception {
        return CarafeVCenter.startWithDatastore(folder, name, datastore);
    }
}
