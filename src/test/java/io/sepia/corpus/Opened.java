package io.sepia.corpus;

import java.util.Map;

/** A class with properties whose types say nothing about their values. */
public class Opened {
    public String id;
    public Object open;
    public Map<String, Object> openValue;
}
