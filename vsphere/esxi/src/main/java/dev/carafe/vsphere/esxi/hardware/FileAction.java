package dev.carafe.vsphere.esxi.hardware;

/** What a config spec asks to be done with files, besides the change of the machine. */
public sealed interface FileAction {
    /** The key of the disk that it is about. */
    int key();

    /**
     * Make a disk's files.
     *
     * @param fileName as the machine names it
     */
    record CreateDisk(int key, String fileName, long capacityBytes, boolean thin, boolean eagerlyScrub)
            implements FileAction {}

    /**
     * Make a disk whose content is another's until it is written, and which is kept with what is written.
     *
     * @param parent the full name of the disk beneath
     */
    record CreateDelta(int key, String fileName, String parent) implements FileAction {}

    /** Make a disk larger. */
    record ExtendDisk(int key, String fileName, long capacityBytes) implements FileAction {}

    /** Delete the files of a disk that the machine no longer has. */
    record DestroyDisk(int key, String fileName) implements FileAction {}
}
