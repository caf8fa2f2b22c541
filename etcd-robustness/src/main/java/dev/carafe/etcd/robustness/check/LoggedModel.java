package dev.carafe.etcd.robustness.check;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.linearizability.Model;
import dev.carafe.etcd.robustness.model.EtcdModel;
import dev.carafe.etcd.robustness.model.ModelState;
import dev.carafe.etcd.robustness.watch.EventLog;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * etcd of which is known what each revision held: an order of operations that leads to other keys is none. Without it the
 * writes that nobody was answered would be tried in every place, though the log has room for each in one at most.
 */
final class LoggedModel implements Model<ModelState> {
    private final EtcdModel model = new EtcdModel();
    private final EventLog log;

    LoggedModel(EventLog log) {
        this.log = log;
    }

    @Override
    public ModelState initial() {
        return model.initial();
    }

    @Override
    public @Nullable ModelState step(ModelState state, Operation operation) {
        ModelState next = model.step(state, operation);
        if (next == null || next.revision() == state.revision()) {
            return next;
        }
        if (next.revision() > log.revision()) {
            return null;
        }
        SortedMap<Bytes, KeyValue> held = log.at(next.revision());
        // The log's own map makes states that are the same equal without a look at their keys.
        return next.keys().equals(held)
                ? new ModelState(next.revision(), next.compactRevision(), held, next.leases())
                : null;
    }

    @Override
    public boolean hopeless(ModelState state, Operation waiting) {
        return model.hopeless(state, waiting);
    }
}
