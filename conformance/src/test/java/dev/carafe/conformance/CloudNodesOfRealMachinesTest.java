package dev.carafe.conformance;

import java.nio.file.Path;

/** Nodes of real machines, told of at our API server. */
class CloudNodesOfRealMachinesTest extends CloudNodesContract {
    @Override
    ControlPlane startControlPlane(Path folder) {
        return ControlPlane.start(folder);
    }
}
