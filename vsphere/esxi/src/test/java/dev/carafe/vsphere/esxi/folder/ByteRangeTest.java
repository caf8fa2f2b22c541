package dev.carafe.vsphere.esxi.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {
    @Test
    void aRangeIsCutToTheFile() {
        assertThat(ByteRange.parse("bytes=2-4", 10)).contains(new ByteRange(2, 3));
        assertThat(ByteRange.parse("bytes=2-", 10)).contains(new ByteRange(2, 8));
        assertThat(ByteRange.parse("bytes=8-100", 10)).contains(new ByteRange(8, 2));
        assertThat(ByteRange.parse("bytes=-3", 10)).contains(new ByteRange(7, 3));
        assertThat(ByteRange.parse("bytes=-30", 10)).contains(new ByteRange(0, 10));
    }

    @Test
    void aRangeBehindTheEndHasNothing() {
        assertThat(ByteRange.parse("bytes=10-", 10)).contains(new ByteRange(10, 0));
        assertThat(ByteRange.parse("bytes=0-", 0)).contains(new ByteRange(0, 0));
        assertThat(ByteRange.parse("bytes=-0", 10)).contains(new ByteRange(10, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "bytes=", "bytes=-", "bytes=4-2", "bytes=0-1,3-4", "lines=1-2", "bytes=99999999999999999999-"
            })
    void whatIsNoRangeIsTheWholeFile(String header) {
        assertThat(ByteRange.parse(header, 10)).isEmpty();
    }
}
