package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;

/** The client library against Carafe's own vCenter with one real host. */
class CarafeVCenterClientTest extends VSphereClientContract {
    @Override
    VSphereServer start(Path folder) throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("machines' networks need root")
                .isEqualTo("root");
        return CarafeVCenter.start(folder);
    }
}
