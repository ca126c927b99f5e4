package com.brievio.proxy.image;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * A range of IP addresses in CIDR form.
 *
 * @param network its first address, 4 or 16 bytes
 * @param bits length of the prefix
 */
record AddressRange(byte[] network, int bits) {
    /**
     * What is not the public internet: RFC 6890 and its kin, what embeds an IPv4 address, and
     * Azure's own.
     */
    private static final List<AddressRange> NOT_PUBLIC =
            List.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "168.63.129.16",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.0.2.0/24",
                            "192.88.99.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "224.0.0.0/4",
                            "240.0.0.0/4",
                            "2001::/23",
                            "2001:db8::/32",
                            "2002::/16",
                            "3fff::/20")
                    .stream()
                    .map(AddressRange::parse)
                    .toList();

    /** All that is given out of IPv6 so far. */
    private static final AddressRange GLOBAL = parse("2000::/3");

    /**
     * Reads {@code 10.0.0.0/8}, or an address alone.
     *
     * @throws IllegalArgumentException where the text is no range
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!address.matches("[0-9a-fA-F:.]+")) {
            throw new IllegalArgumentException(
                    "images.allow: " + text + " is no address range like 10.0.0.0/8");
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > bytes.length * 8) {
                throw new IllegalArgumentException(
                        "images.allow: " + text + " has no prefix of that length");
            }
            return new AddressRange(bytes, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "images.allow: " + text + " is no address range like 10.0.0.0/8", e);
        }
    }

    /** Tells whether the address belongs to the public internet. */
    static boolean isPublic(InetAddress address) {
        return (address instanceof Inet4Address || GLOBAL.contains(address))
                && NOT_PUBLIC.stream().noneMatch(range -> range.contains(address));
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(bytes, 0, whole, network, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        int mask = 0xff << (8 - rest) & 0xff;
        return rest == 0 || (bytes[whole] & mask) == (network[whole] & mask);
    }
}
