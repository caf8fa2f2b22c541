package dev.carafe.vsphere.vmomi.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerLogHeader;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogTailTest {
    private final Logger above = silent();
    private final Logger own = Logger.getLogger("log.tail.test.own.Server");
    private final Logger other = Logger.getLogger("log.tail.test.other.Server");
    private final LogTail tail = LogTail.open(List.of("log.tail.test.own"), above);
    private final ServedDiagnosticManager manager = new ServedDiagnosticManager(
            new ManagedObjectReference<>("DiagnosticManager", "x"),
            new ServedDiagnosticManager.Log("hostd", "hostd", "The agent's log"),
            tail);

    private static Logger silent() {
        Logger logger = Logger.getLogger("log.tail.test");
        logger.setUseParentHandlers(false);
        return logger;
    }

    @AfterEach
    void close() {
        tail.close();
    }

    @Test
    void linesOfItsLoggersAreKeptInTheirOrderAndThoseOfOthersAreNot() {
        own.log(Level.INFO, "the machine {0} is on", "web");
        other.info("nobody's business");
        own.log(Level.WARNING, "it failed", new IllegalStateException("broken"));

        DiagnosticManagerLogHeader all = manager.browseDiagnosticLog(null, "hostd", null, null);
        assertThat(all.lineStart()).isEqualTo(1);
        assertThat(all.lineEnd()).isEqualTo(all.lineText().size());
        assertThat(all.lineText().getFirst()).endsWith(" INFO Server: the machine web is on");
        assertThat(all.lineText().get(1)).endsWith(" WARNING Server: it failed");
        assertThat(all.lineText().get(2)).contains("IllegalStateException: broken");
        assertThat(String.join("", all.lineText())).doesNotContain("nobody's");
    }

    @Test
    void aClientReadsFromWhereItStopped() {
        for (int i = 1; i <= 5; i++) {
            own.info("line " + i);
        }
        DiagnosticManagerLogHeader end = manager.browseDiagnosticLog(null, "hostd", Integer.MAX_VALUE, 0);
        assertThat(end.lineEnd()).isEqualTo(5);
        assertThat(end.lineText()).isEmpty();

        DiagnosticManagerLogHeader two = manager.browseDiagnosticLog(null, "hostd", 2, 2);
        assertThat(two.lineStart()).isEqualTo(2);
        assertThat(two.lineEnd()).isEqualTo(3);
        assertThat(two.lineText()).hasSize(2).last().asString().endsWith("line 3");
    }

    @Test
    void onlyTheNewestLinesAreKeptUnderTheirNumbers() {
        for (int i = 1; i <= LogTail.LINES_MAX + 3; i++) {
            own.info("line " + i);
        }
        LogTail.Part part = tail.read(1, 1);
        assertThat(part.first()).isEqualTo(4);
        assertThat(part.text().getFirst()).endsWith("line 4");
        own.info("x".repeat(LogTail.LINE_MAX + 100));
        assertThat(tail.read(LogTail.LINES_MAX + 4, 1).text().getFirst()).hasSize(LogTail.LINE_MAX + 1);
    }

    @Test
    void aLogThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> manager.browseDiagnosticLog(null, "vmkernel", null, null))
                .hasMessageContaining("vmkernel")
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidArgument.class));
    }

    @Test
    void nothingIsKeptAfterItsEnd() {
        tail.close();
        own.info("late");
        assertThat(tail.read(1, 10).text()).isEmpty();
    }
}
