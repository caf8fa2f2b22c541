package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.ServiceAccount;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import java.util.List;

/** Service accounts. */
final class ServiceAccountStrategy extends DefaultStrategy {
    ServiceAccountStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.serviceAccount(new ServiceAccount(object));
    }
}
