/**
 * Images of a small virtual machine, made from the distribution's packages alone: {@code carafe image build-vm}.
 *
 * <p>The packages are fetched and unpacked, never installed, and the programs that make file systems and the boot loader
 * run out of them; nothing is mounted, so no root is needed and nothing is left behind. Plain blocking code on the caller's
 * thread. Knows of the house only how to run programs ({@code cli.host}).
 */
@NullMarked
package dev.carafe.cli.vmimage;

import org.jspecify.annotations.NullMarked;
