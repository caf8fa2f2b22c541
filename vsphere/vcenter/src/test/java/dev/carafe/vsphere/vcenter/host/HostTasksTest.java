package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.ObjectUpdateKind;
import dev.carafe.vsphere.vim.vim25.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTasksTest {
    private static final ManagedObjectReference<Task> ONE = new ManagedObjectReference<>("Task", "task-1");
    private static final ManagedObjectReference<Task> OTHER = new ManagedObjectReference<>("Task", "task-2");

    private final HostTasks tasks = new HostTasks();

    /** Notes what it is told. */
    private static final class Told implements Watches.Watch {
        private final List<String> said = new ArrayList<>();

        @Override
        public void updated(List<ObjectUpdate> updates) {
            updates.forEach(update ->
                    said.add(update.obj().value() + " " + update.kind().wire()));
        }

        @Override
        public void lost() {
            said.add("lost");
        }
    }

    private Told follow(ManagedObjectReference<Task> task) {
        Told told = new Told();
        tasks.add(task, told);
        return told;
    }

    private void say(ManagedObjectReference<Task> task, ObjectUpdateKind kind) {
        tasks.updated(List.of(ObjectUpdate.builder().obj(task).kind(kind).build()));
    }

    @Test
    void whatIsKnownOfATaskIsToldAtOnceAndTheRestAsItComes() {
        say(ONE, ObjectUpdateKind.ENTER);
        say(ONE, ObjectUpdateKind.MODIFY);
        Told told = follow(ONE);
        assertThat(told.said).containsExactly("task-1 modify");
        say(OTHER, ObjectUpdateKind.ENTER);
        say(ONE, ObjectUpdateKind.MODIFY);
        assertThat(told.said).containsExactly("task-1 modify", "task-1 modify");
    }

    @Test
    void aTaskThatIsNoLongerRecentIsForgottenAndItsFollowersAreTold() {
        Told before = follow(ONE);
        say(ONE, ObjectUpdateKind.ENTER);
        say(ONE, ObjectUpdateKind.LEAVE);
        assertThat(before.said).containsExactly("task-1 enter", "task-1 leave");
        assertThat(follow(ONE).said).isEmpty();
    }

    @Test
    void severalMayFollowATaskAndEachEndsAlone() {
        Told first = follow(ONE);
        Told second = follow(ONE);
        tasks.remove(ONE, first);
        say(ONE, ObjectUpdateKind.ENTER);
        assertThat(first.said).isEmpty();
        assertThat(second.said).containsExactly("task-1 enter");
    }

    @Test
    void whenTheLineBreaksAllAreToldAlsoWhoComesLater() {
        Told told = follow(ONE);
        tasks.end();
        assertThat(told.said).containsExactly("lost");
        assertThat(follow(OTHER).said).containsExactly("lost");
    }
}
