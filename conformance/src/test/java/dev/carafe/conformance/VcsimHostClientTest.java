package dev.carafe.conformance;

/** The client library against upstream's vcsim as one host. */
@BesideOthers
class VcsimHostClientTest extends VSphereClientContract {
    @Override
    VSphereServer start() throws Exception {
        return Vcsim.start("-esx");
    }
}
