package dev.carafe.conformance;

import java.nio.file.Path;

/** The client library against upstream's vcsim as one host. */
@BesideOthers
class VcsimHostClientTest extends VSphereClientContract {
    @Override
    VSphereServer start(Path folder) throws Exception {
        return Vcsim.start("-esx");
    }
}
