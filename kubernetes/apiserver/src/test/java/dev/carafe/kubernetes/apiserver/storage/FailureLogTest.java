package dev.carafe.kubernetes.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.EtcdError;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureLogTest {
    private static final System.Logger LOG = System.getLogger(FailureLogTest.class.getName());

    private final Logger below = Logger.getLogger(FailureLogTest.class.getName());
    private final List<LogRecord> told = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(entry);
        }

        @Override
        public void flush() {
            // nothing waits
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        below.setUseParentHandlers(false);
        below.addHandler(handler);
    }

    @AfterEach
    void leave() {
        below.removeHandler(handler);
        below.setUseParentHandlers(true);
    }

    @Test
    void aRefusalIsToldInALine() {
        FailureLog.warn(LOG, "cannot write", StatusError.serviceUnavailable("the store is away"));
        FailureLog.warn(LOG, "cannot read", EtcdError.NO_LEADER.exception());
        assertThat(told)
                .extracting(LogRecord::getMessage)
                .containsExactly("cannot write: the store is away", "cannot read: etcdserver: no leader");
        assertThat(told).extracting(LogRecord::getThrown).containsOnlyNulls();
    }

    @Test
    void aDefectIsToldWithWhereItHappened() {
        IllegalStateException defect = new IllegalStateException("impossible");
        FailureLog.warn(LOG, "cannot write", defect);
        assertThat(told).extracting(LogRecord::getThrown).containsExactly(defect);
    }
}
