package dev.carafe.vsphere.vmomi.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskReasonSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTaskJournalTest {
    @TempDir
    Path folder;

    private Path file = Path.of("unset");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("tasks");
    }

    private static TaskInfo task(int number, TaskInfoState state) {
        return TaskInfo.builder()
                .key("task-" + number)
                .task(new ManagedObjectReference<Task>("Task", "task-" + number))
                .descriptionId("VirtualMachine.powerOn")
                .state(state)
                .cancelled(false)
                .cancelable(false)
                .reason(TaskReasonSystem.builder().build())
                .queueTime(Instant.EPOCH)
                .eventChainId(7)
                .build();
    }

    private List<TaskInfo> reopened() throws Exception {
        try (FileTaskJournal journal = FileTaskJournal.open(file)) {
            return journal.tasks();
        }
    }

    @Test
    void whatWasRecordedLastIsRemembered() throws Exception {
        try (FileTaskJournal journal = FileTaskJournal.open(file)) {
            journal.begun(task(1, TaskInfoState.QUEUED));
            journal.begun(task(2, TaskInfoState.QUEUED));
            journal.ended(task(1, TaskInfoState.SUCCESS));
        }
        assertThat(reopened()).containsExactly(task(1, TaskInfoState.SUCCESS), task(2, TaskInfoState.QUEUED));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileCutAnywhereKeepsTheRecordsBeforeTheCut() throws Exception {
        try (FileTaskJournal journal = FileTaskJournal.open(file)) {
            journal.begun(task(1, TaskInfoState.QUEUED));
            journal.begun(task(2, TaskInfoState.QUEUED));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(reopened()).as("cut at %d", length).hasSize(length < whole.length / 2 ? 0 : 1);
        }
    }

    @Test
    void aDamagedRecordEndsWhatIsRead() throws Exception {
        try (FileTaskJournal journal = FileTaskJournal.open(file)) {
            journal.begun(task(1, TaskInfoState.QUEUED));
            journal.begun(task(2, TaskInfoState.QUEUED));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 1;
        Files.write(file, bytes);
        assertThat(reopened()).containsExactly(task(1, TaskInfoState.QUEUED));
        assertThat(reopened()).containsExactly(task(1, TaskInfoState.QUEUED));
    }
}
