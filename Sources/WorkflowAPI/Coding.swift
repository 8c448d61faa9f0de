/// What an enum of strings is, where the API has a closed list: any other string is an error.
public typealias Choice = CaseIterable & Codable & Hashable & Sendable

/// A string that reads as empty when its key is absent or null, and is always written.
@propertyWrapper
public struct DefaultEmpty: Codable, Hashable, Sendable {
  /// The string.
  public var wrappedValue: String

  /// This string.
  public init(wrappedValue: String) { self.wrappedValue = wrappedValue }

  /// Reads a string or null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? "" : try container.decode(String.self)
  }

  /// Writes the string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// A list that reads as empty when its key is absent, and is not written when it is empty.
@propertyWrapper
public struct OmitEmpty<Element: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// The list.
  public var wrappedValue: [Element]

  /// This list.
  public init(wrappedValue: [Element]) { self.wrappedValue = wrappedValue }

  /// Reads a list.
  public init(from decoder: any Decoder) throws { wrappedValue = try [Element](from: decoder) }

  /// Writes the list, even an empty one: only a keyed container can leave it out.
  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

/// An optional field kept out of line, so that the value around it is small and cheap to copy.
@propertyWrapper
public struct Indirect<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  private indirect enum Storage: Hashable, Sendable {
    case none
    case some(Value)
  }

  private var storage: Storage

  /// Unset.
  public init() { storage = .none }

  /// This value, or none.
  public init(wrappedValue: Value?) { storage = wrappedValue.map(Storage.some) ?? .none }

  /// The value, or none.
  public var wrappedValue: Value? {
    get {
      switch storage {
      case .none: nil
      case .some(let value): value
      }
    }
    set { storage = newValue.map(Storage.some) ?? .none }
  }

  /// Reads a value or null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self.init(wrappedValue: container.decodeNil() ? nil : try container.decode(Value.self))
  }

  /// Writes the value or null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}

extension KeyedDecodingContainer {
  /// What lets a synthesized `init(from:)` accept an absent key of a ``DefaultEmpty`` property.
  public func decode(_ type: DefaultEmpty.Type, forKey key: Key) throws -> DefaultEmpty {
    try decodeIfPresent(type, forKey: key) ?? DefaultEmpty(wrappedValue: "")
  }

  /// What lets a synthesized `init(from:)` accept an absent key of an ``OmitEmpty`` property.
  public func decode<Element>(
    _ type: OmitEmpty<Element>.Type, forKey key: Key
  ) throws -> OmitEmpty<Element> {
    OmitEmpty(wrappedValue: try decodeIfPresent([Element].self, forKey: key) ?? [])
  }

  /// What lets a synthesized `init(from:)` accept an absent key of an ``Indirect`` property.
  public func decode<Value>(_ type: Indirect<Value>.Type, forKey key: Key) throws -> Indirect<Value> {
    Indirect(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
  }
}

extension KeyedDecodingContainer {
  /// What lets a synthesized `init(from:)` read an empty `type` as an absent one (spec, section 2).
  public func decodeIfPresent(_ type: TemplateType.Type, forKey key: Key) throws -> TemplateType? {
    guard let text = try decodeIfPresent(String.self, forKey: key), !text.isEmpty else { return nil }
    return try decode(type, forKey: key)
  }
}

extension KeyedEncodingContainer {
  /// What lets a synthesized `encode(to:)` leave out an empty ``OmitEmpty`` property.
  public mutating func encode<Element>(_ value: OmitEmpty<Element>, forKey key: Key) throws {
    if !value.wrappedValue.isEmpty { try encode(value.wrappedValue, forKey: key) }
  }

  /// What lets a synthesized `encode(to:)` leave out an unset ``Indirect`` property.
  public mutating func encode<Value>(_ value: Indirect<Value>, forKey key: Key) throws {
    try encodeIfPresent(value.wrappedValue, forKey: key)
  }
}
