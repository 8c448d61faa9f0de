extension TemplateType {
  /// The field of a ``WorkflowTemplateSpec`` that belongs to the type.
  public var field: String {
    switch self {
    case .pod: "pod"
    case .seqPod: "seqPod"
    case .resource: "resource"
    case .dag: "dag"
    case .genericJob: "genericJob"
    case .tensorFlowTrainingJob: "tensorflowTrainingJob"
    case .pyTorchTrainingJob: "pytorchTrainingJob"
    case .xgboostTrainingJob: "xgboostTrainingJob"
    case .colossalAIJob: "colossalaiJob"
    case .deepSpeedJob: "deepspeedJob"
    case .mpiJob: "mpiJob"
    case .beamJob: "beamJob"
    }
  }
}

extension WorkflowTemplateSpec {
  /// The type, or the one that the first field present stands for; `nil` when there is neither (spec,
  /// section 2, `type`).
  public var resolvedType: TemplateType? { type ?? presentTypes.first }

  /// The types whose field is present, in the order of inference.
  var presentTypes: [TemplateType] { TemplateType.allCases.filter(hasField) }

  /// The job of a type, if it is a job's and its field is present.
  public func job(of type: TemplateType) -> JobSpec? {
    switch type {
    case .pod, .seqPod, .resource, .dag: nil
    case .genericJob: genericJob
    case .tensorFlowTrainingJob: tensorflowTrainingJob
    case .pyTorchTrainingJob: pytorchTrainingJob
    case .xgboostTrainingJob: xgboostTrainingJob
    case .colossalAIJob: colossalaiJob
    case .deepSpeedJob: deepspeedJob
    case .mpiJob: mpiJob
    case .beamJob: beamJob
    }
  }

  func hasField(of type: TemplateType) -> Bool {
    switch type {
    case .pod: pod != nil
    case .seqPod: seqPod != nil
    case .resource: resource != nil
    case .dag: dag != nil
    default: job(of: type) != nil
    }
  }
}
