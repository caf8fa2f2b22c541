package dev.carafe.vsphere.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskReasonUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TasksTest {
    private static final ManagedObjectReference<Task> TASK = new ManagedObjectReference<>("Task", "task-1");
    private static final ManagedObjectReference<Folder> FOLDER = new ManagedObjectReference<>("Folder", "group-v3");

    private FakeVCenter server;
    private VSphereClient client;

    @BeforeEach
    void startServer() throws Exception {
        server = FakeVCenter.start();
        client = server.client();
    }

    @AfterEach
    void stopServer() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void givesTheResultOnceTheTaskHasSucceeded() throws Exception {
        server.properties.set(
                TASK, "info", info(TaskInfoState.RUNNING).progress(10).build());
        List<TaskInfoState> seen = new ArrayList<>();

        Object result = new Tasks(client).await(TASK, info -> {
            seen.add(info.state());
            server.properties.set(
                    TASK, "info", info(TaskInfoState.SUCCESS).result(FOLDER).build());
        });

        assertThat(result).isEqualTo(FOLDER);
        assertThat(seen).containsExactly(TaskInfoState.RUNNING, TaskInfoState.SUCCESS);
        assertThat(collectors()).containsExactly(FakeProperties.COLLECTOR);
    }

    @Test
    void throwsTheTasksError() throws Exception {
        DuplicateName fault = DuplicateName.builder().name("x").object(FOLDER).build();
        server.properties.set(
                TASK,
                "info",
                info(TaskInfoState.ERROR)
                        .error(new LocalizedMethodFault(fault, "The name 'x' already exists."))
                        .build());

        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> new Tasks(client).await(TASK))
                .withMessage("The name 'x' already exists.")
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
        assertThat(collectors()).containsExactly(FakeProperties.COLLECTOR);
    }

    @Test
    void anInterruptionEndsTheWaitAndLeavesNothingOnTheServer() throws Exception {
        server.properties.set(TASK, "info", info(TaskInfoState.RUNNING).build());
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                new Tasks(client).await(TASK, _ -> waiting.countDown());
            } catch (Exception e) {
                end.set(e);
            }
        });
        waiting.await();
        waiter.interrupt();
        waiter.join();

        assertThat(end.get()).isInstanceOf(InterruptedException.class);
        assertThat(collectors()).containsExactly(FakeProperties.COLLECTOR);
    }

    private List<ManagedObjectReference<?>> collectors() {
        List<ManagedObjectReference<?>> found = new ArrayList<>();
        server.objects.keySet().stream()
                .filter(ref -> ref.type().equals("PropertyCollector"))
                .forEach(found::add);
        return found;
    }

    private static TaskInfo.Builder info(TaskInfoState state) {
        return TaskInfo.builder()
                .key("task-1")
                .task(TASK)
                .descriptionId("Folder.createFolder")
                .state(state)
                .cancelled(false)
                .cancelable(false)
                .reason(TaskReasonUser.builder().userName("root").build())
                .queueTime(Instant.EPOCH)
                .eventChainId(1);
    }
}
