package dev.carafe.vsphere.esxi.disk;

/** Cylinders, heads and sectors of a disk, as old firmware wants them. */
public record Geometry(int cylinders, int heads, int sectors) {
    private static final long GIB_SECTORS = 1L << 21;
    private static final int IDE_CYLINDERS_MAX = 16_383;

    /** What VMware's products give to a disk of that size. */
    public static Geometry of(long sectors, AdapterType adapter) {
        if (adapter == AdapterType.IDE) {
            return new Geometry((int) Math.min(IDE_CYLINDERS_MAX, sectors / (16 * 63)), 16, 63);
        }
        if (sectors < GIB_SECTORS) {
            return new Geometry((int) (sectors / (64 * 32)), 64, 32);
        }
        if (sectors < 2 * GIB_SECTORS) {
            return new Geometry((int) (sectors / (128 * 32)), 128, 32);
        }
        return new Geometry((int) (sectors / (255 * 63)), 255, 63);
    }
}
