package dev.carafe.conformance;

import dev.carafe.etcd.robustness.history.Call;
import java.util.concurrent.CompletableFuture;

/** A client that asks what a history's call says, and tells the answer in a history's words. */
interface EtcdCalls {
    /** Whether it can ask it. */
    boolean possible(Call call);

    /** Asks; the answer, or what the call failed with. */
    CompletableFuture<? extends Record> ask(Call call);
}
