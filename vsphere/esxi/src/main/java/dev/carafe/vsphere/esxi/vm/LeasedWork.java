package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.nfc.NfcContent;
import dev.carafe.vsphere.esxi.nfc.NfcWork;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vmomi.task.TaskBody;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A lease and the task that lasts as long as the lease: the task makes ready what the lease is about, waits for the lease's end, and
 * puts in order what is left. So clients see the work as a task, and a machine's other tasks come after it.
 */
abstract class LeasedWork implements NfcWork, TaskBody {
    private final boolean isImport;
    private final CompletableFuture<NfcContent> ready = new CompletableFuture<>();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();

    LeasedWork(boolean isImport) {
        this.isImport = isImport;
    }

    /** Makes ready what the lease is about. */
    abstract NfcContent make();

    /**
     * Puts in order what is left.
     *
     * @return the task's result, where the lease was completed; else the task is told as cancelled
     */
    abstract @Nullable Object settle(NfcContent content, boolean completed) throws InterruptedException;

    @Override
    public final boolean isImport() {
        return isImport;
    }

    @Override
    public final @Nullable Object run(TaskProgress progress) throws InterruptedException {
        try {
            NfcContent content = make();
            ready.complete(content);
            boolean completed = wait(over);
            Object result = settle(content, completed);
            settled.complete(null); // also when it was not completed: that is its client's will, and all is in order
            if (!completed) {
                throw RequestCanceled.builder().build().exception("The lease was aborted, or nobody renewed it.");
            }
            return result;
        } catch (RuntimeException | InterruptedException failed) {
            ready.completeExceptionally(failed);
            settled.completeExceptionally(failed);
            throw failed;
        }
    }

    @Override
    public final NfcContent prepare(IntConsumer percent) throws InterruptedException {
        try {
            return wait(ready);
        } catch (InterruptedException aborted) {
            over.complete(false); // the task may still be making it, and then takes it away again
            throw aborted;
        }
    }

    @Override
    public final void ended(NfcContent content, boolean completed) {
        over.complete(completed);
        try {
            wait(settled);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static <R extends @Nullable Object> R wait(CompletableFuture<R> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof FaultException fault) {
                throw fault;
            }
            throw VmFaults.system("the task failed");
        }
    }
}
