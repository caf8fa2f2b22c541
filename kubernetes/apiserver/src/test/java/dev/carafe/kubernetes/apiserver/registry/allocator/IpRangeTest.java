package dev.carafe.kubernetes.apiserver.registry.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which addresses a block has for services, and in which order those are tried that nobody asks for. */
final class IpRangeTest {
    private static BigInteger number(String address) {
        try {
            return new BigInteger(1, InetAddress.getByName(address).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSmallBlockGivesEachAddressOnceAndThoseOfTheStaticBandLast() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int bits = 0; bits <= 12; bits++) {
            for (boolean six : List.of(false, true)) {
                IpRange range = IpRange.parse((six ? "fd00::8000/" : "10.7.128.0/") + ((six ? 128 : 32) - bits));
                int size = Math.max(0, (1 << bits) - (six ? 1 : 2));
                assertThat(range.size()).isEqualTo(size);
                List<String> all = range.anyOf(random).toList();
                assertThat(new HashSet<>(all))
                        .as("%s, seed %d", range, seed)
                        .hasSize(Math.max(0, size - 1))
                        .hasSameSizeAs(all)
                        .allMatch(range::contains)
                        .doesNotContain(range.address(0));
                int band = range.staticBand();
                BigInteger dynamicFrom = number(range.address(band));
                int dynamic = Math.max(0, size - Math.max(1, band));
                assertThat(all.subList(0, dynamic))
                        .as("%s, seed %d", range, seed)
                        .allMatch(address -> number(address).compareTo(dynamicFrom) >= 0);
            }
        }
    }

    @Test
    void aLargeBlockGivesAddressesOfAllOfIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (String cidr : List.of("10.0.0.0/8", "fd00::/108", "fd00::/80", "fd00:0:0:1::/64")) {
            IpRange range = IpRange.parse(cidr);
            BigInteger half = range.base().add(range.size().shiftRight(1));
            int upper = 0;
            for (int i = 0; i < 200; i++) {
                String address = range.anyOf(random).findFirst().orElseThrow();
                assertThat(range.contains(address))
                        .as("%s, seed %d", address, seed)
                        .isTrue();
                assertThat(number(address)).isGreaterThanOrEqualTo(number(range.address(range.staticBand())));
                upper += number(address).compareTo(half) >= 0 ? 1 : 0;
            }
            assertThat(upper)
                    .as("of 200 in the upper half of %s, seed %d", cidr, seed)
                    .isBetween(50, 150);
        }
    }

    @Test
    void theLastAddressIsFollowedByTheFirstBehindTheStaticBand() {
        assertThat(IpRange.parse("fd00::/96")
                        .anyOf(new Random(1) {
                            @Override
                            public long nextLong(long bound) {
                                return bound - 1;
                            }
                        })
                        .limit(2))
                .containsExactly("fd00::ffff:ffff", "fd00::101");
    }

    @Test
    void theStaticBandGrowsWithTheBlockAsUpstreams() {
        assertThat(List.of("10.0.0.0/29", "10.0.0.0/28", "10.0.0.0/27", "10.0.0.0/23", "10.0.0.0/20", "fd00::/64"))
                .extracting(cidr -> IpRange.parse(cidr).staticBand())
                .containsExactly(0, 0, 16, 32, 256, 256);
    }

    @Test
    void aBlockOfMoreThanSixtyFourBitsGivesNone() {
        assertThat(IpRange.isAllocatable("fd00::/63")).isFalse();
        assertThat(IpRange.isAllocatable("10.0.0.0/1")).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpRange.parse("fd00::/48"))
                .withMessage("shortest allowed prefix length for service CIDR is 64, got 48");
    }
}
