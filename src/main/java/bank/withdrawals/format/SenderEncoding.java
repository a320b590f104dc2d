package bank.withdrawals.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The encodings that a format can name. */
enum SenderEncoding {
  UTF_8("UTF-8", StandardCharsets.UTF_8),
  /** The byte order mark at the start of the file says which of the two; without one, refused. */
  UTF_16("UTF-16", StandardCharsets.UTF_16),
  UTF_16LE("UTF-16LE", StandardCharsets.UTF_16LE),
  UTF_16BE("UTF-16BE", StandardCharsets.UTF_16BE),
  WINDOWS_1252("windows-1252", Charset.forName("windows-1252")),
  ISO_8859_1("ISO-8859-1", StandardCharsets.ISO_8859_1);

  private final String label;
  private final Charset charset;

  SenderEncoding(String label, Charset charset) {
    this.label = label;
    this.charset = charset;
  }

  /** As a format writes it. */
  String label() {
    return label;
  }

  Charset charset() {
    return charset;
  }

  /** All encodings by their labels; case does not matter. */
  static Map<String, SenderEncoding> byLabel() {
    Map<String, SenderEncoding> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Arrays.stream(values()).forEach(encoding -> all.put(encoding.label, encoding));
    return all;
  }
}
